"""The sample news world of `scowatch demo`: its data (config/demo) rendered and served over real HTTP on loopback."""

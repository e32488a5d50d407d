"""The service: schedules, the web page and a word on how all is, in one process that runs for years.

    scowatch serve ─┬─ Prefect server (child; only where the user has none): schedules, history, events
                    ├─ one process per run (children): ingest, maintain, trouble
                    └─ the web page, with /health

It keeps nothing in memory that counts: what it must know after a kill is in the archive or in Prefect's database, and
what must not outlive it (locks, sockets, children) the kernel takes back.
"""

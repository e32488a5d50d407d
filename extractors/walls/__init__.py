"""What came with status 200 and is no article; the door is `recognise.wall`."""

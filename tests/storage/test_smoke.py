def test_x(archive):
    print(archive.stats())

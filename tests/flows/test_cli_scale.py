"""`scowatch deploy`: what it says when there is nothing to deploy to. What it deploys, test_scaling runs."""


def test_without_a_server_nothing_is_deployed(user, monkeypatch):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    assert "PREFECT_API_URL is not set" in user.refuses("deploy", "--pool", "news", code=2)


def test_a_pool_has_a_name(user):
    assert "--pool" in user.refuses("deploy", code=2)

"""Who is credited with a page: people, and apart from them outlets and agencies."""

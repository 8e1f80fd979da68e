"""What is kept of the news: reloads, who has been told of which, and what replies quote."""

"""What can be said of visits."""

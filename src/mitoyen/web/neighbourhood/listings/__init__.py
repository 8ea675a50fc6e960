"""What neighbours offer and ask for: published, shown, searched, shown further, taken away."""

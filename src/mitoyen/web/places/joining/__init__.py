"""Pages where somebody says where they live, and shows it."""

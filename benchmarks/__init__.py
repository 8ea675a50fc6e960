"""What the house is measured by: one module a figure of docs/performance.md, each beside its peers in the same run."""

"""The day's last hour: reports are read and given dots, related ones joined into groups that act, and told of."""

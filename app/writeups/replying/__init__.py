"""What readers say to a published page: sent with a name, read by who looks after the topic, then shown below it."""

"""A compiled event simulation of the centre: calls, patience, agents' sessions, dedicated or pooled queues."""

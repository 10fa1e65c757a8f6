"""Hits to spans: what a question asks, the evidence in sentences, the network, and how both are learned."""

"""Publish-subscribe over event streams: frames, topics, subscribers. It knows no rule of cornhole and no page.

An event becomes bytes once, and each subscriber costs one send of those bytes: no queue, task or future is woken per
subscriber and event. Everything here runs on the hub thread's loop.
"""

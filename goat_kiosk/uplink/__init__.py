"""Redis link between the kiosks of a venue. Only this package imports the redis driver.

The hub serves its own screens first; the uplink publishes to Redis afterwards, queues what it cannot send yet, and puts
other kiosks' games into the hub. Without Redis only the other kiosks' courts are missing.
"""

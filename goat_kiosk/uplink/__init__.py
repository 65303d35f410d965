"""Between the kiosks of a venue, through Redis. Only this package knows the redis driver.

The hub serves its own screens first and alone; the uplink is told afterwards, keeps the newest of what it could not yet
send, and puts what other kiosks say into the hub. With Redis away nothing here is missed but the other kiosks' courts.
"""

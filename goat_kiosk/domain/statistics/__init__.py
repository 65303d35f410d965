"""Statistics of games that were played: reports, heat maps, records.

They only read games; the sums behind them grow with each round in `rounds`.
"""

"""What the program keeps about how it fares: logs, reports of crashes, how the last run ended, a file for support."""

"""The single queue with hang-ups in Ciw, run by benchmarks/simulation.py in an environment that has Ciw. Prints one JSON line."""

from __future__ import annotations

import json
import sys
import time

import ciw


def main(agents: int, rate: float, aht: float, patience: float, until: float, seed: int) -> None:
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=rate)],
        service_distributions=[ciw.dists.Exponential(rate=1 / aht)],
        reneging_time_distributions=[ciw.dists.Exponential(rate=1 / patience)],
        number_of_servers=[agents],
    )
    ciw.seed(seed)
    began = time.process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(until)
    seconds = time.process_time() - began
    records = simulation.get_all_records()
    arrived = simulation.nodes[0].number_of_individuals
    hung_up = sum(record.record_type == "renege" for record in records)
    print(
        json.dumps(
            {
                "seconds": seconds,
                "calls": arrived,
                "abandonment": hung_up / arrived,
                "version": ciw.__version__,
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), *(float(each) for each in sys.argv[2:6]), int(sys.argv[6]))

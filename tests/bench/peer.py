"""The peer's side of the comparison: runs in an environment of its own, knows nothing of this project.

Reads a JSON list of texts from the file that is named, and prints a JSON list of the seconds that each took.
"""

import json
import sys
import time

from recognizers_number import Culture, NumberRecognizer


def main() -> None:
    """Number and percentage models over every text."""
    with open(sys.argv[1], encoding="utf-8") as file:  # noqa: PTH123 - the standard library alone
        texts = json.load(file)
    recognizer = NumberRecognizer(Culture.Chinese)
    numbers, percentages = recognizer.get_number_model(), recognizer.get_percentage_model()
    for text in texts:
        numbers.parse(text[:2000])
        percentages.parse(text[:2000])
    seconds = []
    for text in texts:
        start = time.process_time()
        numbers.parse(text)
        percentages.parse(text)
        seconds.append(time.process_time() - start)
    print(json.dumps(seconds))


main()

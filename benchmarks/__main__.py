"""`python -m benchmarks`: all of them."""

from benchmarks.all import main

if __name__ == "__main__":
    main()

package io.maregistry.server.check;

/** How one probe ended. */
public sealed interface ProbeResult {

    /** What was seen: a status line, a status or an error; one line of at most 256 characters, safe to show. */
    String evidence();

    /** From the question until that was plain; 0 where nothing was asked. */
    long latencyMillis();

    /**
     * The instance serves.
     *
     * @param latencyMillis from the question to the answer, the connection and its name included
     */
    record Good(String evidence, long latencyMillis) implements ProbeResult {

        public Good {
            evidence = Evidence.of(evidence);
        }
    }

    /**
     * It does not, or cannot be reached, or may not be asked at its address.
     *
     * @param latencyMillis until that was plain
     */
    record Bad(String evidence, long latencyMillis) implements ProbeResult {

        public Bad {
            evidence = Evidence.of(evidence);
        }
    }

    /** This node could not ask: too busy, out of sockets, being stopped. It says nothing about the instance. */
    record Unasked(String evidence) implements ProbeResult {

        public Unasked {
            evidence = Evidence.of(evidence);
        }

        @Override
        public long latencyMillis() {
            return 0;
        }
    }
}

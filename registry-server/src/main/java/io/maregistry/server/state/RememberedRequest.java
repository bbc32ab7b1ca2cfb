package io.maregistry.server.state;

import io.maregistry.model.RequestId;

/**
 * What became of a write that carried a request id.
 *
 * @param order place among all remembered requests, in the order of applying
 * @param id the request
 * @param result what became of it
 * @param revision the revision it made or found
 * @param atMillis when, on the liveness clock
 */
public record RememberedRequest(long order, RequestId id, Result result, long revision, long atMillis) {

    static final SortedTree.Order<Long, RememberedRequest> BY_ORDER = new SortedTree.Order<>() {
        @Override
        public Long keyOf(RememberedRequest value) {
            return value.order;
        }

        @Override
        public int compare(Long key, RememberedRequest value) {
            return Long.compare(key, value.order);
        }
    };

    /** What became of a write; name and number are stable, they stand in snapshots and hashes. */
    public enum Result {
        ADDED(1),
        REPLACED(2),
        SAME(3),
        REMOVED(4),
        ABSENT(5),
        STALE_GENERATION(6),
        QUOTA_EXCEEDED(7),
        UPDATED(8),
        UNCHANGED(9),
        NO_SUCH_INSTANCE(10),
        REVISION_MISMATCH(11),
        INVALID_PATCH(12),
        NO_SUCH_CONFIG(16),
        COMPACTED(17),
        /** Of a write that is about no single instance. */
        DONE(13),
        NO_SUCH_NAMESPACE(14),
        NOT_EMPTY(15);

        private final int number;

        Result(int number) {
            this.number = number;
        }

        /** Whether it can only have come of a write of a single instance. */
        boolean isOfInstance() {
            return switch (this) {
                case ADDED, REPLACED, SAME, REMOVED, ABSENT, UPDATED, UNCHANGED, STALE_GENERATION -> true;
                default -> false;
            };
        }

        int number() {
            return number;
        }
    }
}

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

    /** Stable by name in snapshots; add new ones at the end. */
    public enum Result {
        ADDED,
        REPLACED,
        SAME,
        REMOVED,
        ABSENT,
        STALE_GENERATION,
        QUOTA_EXCEEDED
    }
}

package io.maregistry.server.state;

import io.maregistry.model.ServiceName;

/**
 * A service of which so many instances fell silent that their network is doubted rather than they are: the silent ones
 * stay as they are for a while, and leave slowly afterwards.
 *
 * @param service the service
 * @param sinceMillis when it began, on the liveness clock
 * @param sinceWallMillis when that was on the wall, epoch milliseconds of the leader
 * @param instances how many ephemeral instances the service had when it began, those lately removed for silence included
 * @param silent how many of them were silent then, those lately removed included
 * @param released how many have left since
 */
public record Protection(
        ServiceName service, long sinceMillis, long sinceWallMillis, int instances, int silent, int released) {

    static final SortedTree.Order<ServiceName, Protection> BY_SERVICE = new SortedTree.Order<>() {
        @Override
        public ServiceName keyOf(Protection value) {
            return value.service;
        }

        @Override
        public int compare(ServiceName key, Protection value) {
            return key.compareTo(value.service);
        }
    };

    /** How many may leave in a second once the hold is over. */
    public int ratePerSecond(Settings.Doubt doubt) {
        return (int) Math.max(1, (long) instances * doubt.ratePerMille() / 1_000);
    }

    /** How many more may leave by that time of the clock. */
    public int mayLeave(Settings.Doubt doubt, long clockMillis) {
        long leaving = clockMillis - sinceMillis - doubt.holdMillis();
        if (leaving <= 0) {
            return 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, leaving * ratePerSecond(doubt) / 1_000 - released);
    }
}

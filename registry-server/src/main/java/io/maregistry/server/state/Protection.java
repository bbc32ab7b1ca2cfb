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
 * @param paidMillis up to which time of the liveness clock the rate is used up by those who left; at first {@code
 *     sinceMillis}
 */
public record Protection(
        ServiceName service,
        long sinceMillis,
        long sinceWallMillis,
        int instances,
        int silent,
        int released,
        long paidMillis) {

    // what nobody used of the rate is kept for so long and then lost: never do many leave at once
    private static final long MAX_SAVED_MILLIS = 2_000;

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

    /** How many more may leave at that time of the clock. */
    public int mayLeave(Settings.Doubt doubt, long clockMillis) {
        long saved = clockMillis - unpaidFrom(doubt, clockMillis);
        return saved <= 0 ? 0 : (int) (saved * ratePerSecond(doubt) / 1_000);
    }

    /** This protection after {@code count} more left; at most {@link #mayLeave}. */
    Protection after(int count, Settings.Doubt doubt, long clockMillis) {
        if (count == 0) {
            return this;
        }
        int rate = ratePerSecond(doubt);
        long paid = unpaidFrom(doubt, clockMillis) + (count * 1_000L + rate - 1) / rate;
        return new Protection(service, sinceMillis, sinceWallMillis, instances, silent, released + count, paid);
    }

    private long unpaidFrom(Settings.Doubt doubt, long clockMillis) {
        return Math.max(Math.max(sinceMillis + doubt.holdMillis(), paidMillis), clockMillis - MAX_SAVED_MILLIS);
    }
}

package io.maregistry.client.internal.view;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How long the stream that is open may say nothing. A node that hangs takes connections and answers nothing; the connection
 * itself shows that after half a minute only, so the stream is held to what a node that works does:
 *
 * <ul>
 *   <li>it greets within {@value #GREETING_SECONDS} s;
 *   <li>where a list was asked for, it tells something within {@value #LIST_SECONDS} s;
 *   <li>where it promised in its greeting to tell how far it is every so often, within three times that.
 * </ul>
 *
 * Each stream in a row that was left for its silence gives the next one twice the time, for lines that are slow and nodes
 * that are busy; nothing is waited for longer than lists take to be stale. One alarm at a time. Guarded by the loop.
 */
final class Silence {

    private static final int GREETING_SECONDS = 2;
    private static final int LIST_SECONDS = 3;
    private static final int PROMISES = 3;
    private static final int MAX_DOUBLINGS = 5;

    private final Time time;
    private final long longestNanos;
    private final Runnable rings;
    private Alarms.@Nullable Alarm alarm;
    private long alarmNanos; // meant where an alarm is set
    private boolean isGreeted;
    private long promisedNanos; // between two signs of life
    private long heardNanos; // the last sign of life, or the beginning
    private int left; // streams in a row that were left for their silence

    /** @param rings called when it may have been too long: it says so ({@link #rang}) and asks {@link #isTooLong} */
    Silence(Time time, Duration longest, Runnable rings) {
        this.time = time;
        this.longestNanos = longest.toNanos();
        this.rings = rings;
    }

    /** A stream begins. */
    void opened() {
        isGreeted = false;
        heardNanos = time.now();
        promisedNanos = longestNanos;
        setAlarm(null);
    }

    /** The stream has ended, or is left. */
    void closed() {
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }

    /** @param everyMillis how often the node tells at least something; 0 = it does not say */
    void greeted(long everyMillis) {
        isGreeted = true;
        promisedNanos = everyMillis == 0
                ? longestNanos
                : Math.min(longestNanos, PROMISES * TimeUnit.MILLISECONDS.toNanos(everyMillis));
    }

    void heard() {
        heardNanos = time.now();
    }

    /** All that was asked for was told: whoever is silent from now on is so for the first time. */
    void ends() {
        left = 0;
    }

    /**
     * Sees to it that it rings in time.
     *
     * @param askedNanos when the list was asked for that waits longest; null where none does
     */
    void setAlarm(@Nullable Long askedNanos) {
        long due = dueNanos(askedNanos);
        if (alarm != null && alarmNanos - due <= 0) {
            return; // it rings before, and is set anew then
        }
        closed();
        alarmNanos = due;
        alarm = time.alarms().set(Duration.ofNanos(Math.max(0, due - time.now())), rings);
    }

    /** One has rung: the one that is set, unless that one is due later. */
    void rang() {
        if (alarm != null && time.now() - alarmNanos >= 0) {
            alarm = null;
        }
    }

    /** Whether the stream is to be left; then that is counted. */
    boolean isTooLong(@Nullable Long askedNanos) {
        boolean isTooLong = time.now() - dueNanos(askedNanos) >= 0;
        left += isTooLong ? 1 : 0;
        return isTooLong;
    }

    private long dueNanos(@Nullable Long askedNanos) {
        if (!isGreeted) {
            return heardNanos + patience(GREETING_SECONDS);
        }
        long due = heardNanos + promisedNanos;
        if (askedNanos != null) {
            long since = askedNanos - heardNanos > 0 ? askedNanos : heardNanos;
            long list = since + patience(LIST_SECONDS);
            due = list - due < 0 ? list : due;
        }
        return due;
    }

    private long patience(int seconds) {
        return Math.min(longestNanos, TimeUnit.SECONDS.toNanos(seconds) << Math.min(left, MAX_DOUBLINGS));
    }
}

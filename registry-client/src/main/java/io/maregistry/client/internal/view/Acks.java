package io.maregistry.client.internal.view;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says to the node what the view has taken in, which a drain waits for. Of what comes fast one after another only the last is
 * said, so that a busy stream is not answered event by event. Guarded by the loop.
 */
final class Acks {

    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Alarms alarms;
    private final Runnable ring;
    private final Map<Long, Long> due = new LinkedHashMap<>(); // the revision, by add
    private Alarms.@Nullable Alarm alarm;

    /** @param ring called when {@link #send} is due, without the loop's lock */
    Acks(Alarms alarms, Runnable ring) {
        this.alarms = alarms;
        this.ring = ring;
    }

    /** All that this add was told up to that revision is taken in. */
    void takenIn(long id, long revision) {
        due.put(id, revision);
        if (alarm == null) {
            alarm = alarms.set(PAUSE, ring);
        }
    }

    /** Says what has not been said yet. */
    void send(WatchSource.Stream stream) {
        alarm = null;
        due.forEach(stream::acknowledge);
        due.clear();
    }

    /** The stream is over: what was not said on it is of no use on another. */
    void closed() {
        due.clear();
        if (alarm != null) {
            alarm.cancel();
            alarm = null;
        }
    }
}

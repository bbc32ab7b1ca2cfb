package io.maregistry.server.export;

import java.time.Duration;

/**
 * What a store is written for, and so how much depends on it.
 *
 * @param isPersistence true where what the store holds is the registry's persistence; false where it is a copy of what the
 *     cluster keeps itself
 * @param lastSave how long {@link StoreWriter#close} waits for the last save of an empty registry
 * @param lastSavePerThousand how much longer for each thousand instances
 */
public record Purpose(boolean isPersistence, Duration lastSave, Duration lastSavePerThousand) {

    /** Hash mode's: slow stores took 6 s for 100,000 instances. */
    public static final Purpose PERSISTENCE = new Purpose(true, Duration.ofSeconds(10), Duration.ofMillis(100));

    /** Raft mode's: leadership is handed over behind the last save, so that must not take long. */
    public static final Purpose EXPORT = new Purpose(false, Duration.ofSeconds(3), Duration.ZERO);

    Duration lastSave(int instances) {
        return lastSave.plus(lastSavePerThousand.multipliedBy(instances / 1_000));
    }
}

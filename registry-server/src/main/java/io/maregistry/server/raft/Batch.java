package io.maregistry.server.raft;

import io.maregistry.error.RegistryException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Commands that left the {@link Outbox} together.
 *
 * @param commands in the order in which they came
 * @param lane the way they went
 */
record Batch(List<Pending> commands, Outbox.Lane lane) {

    /** Fails those that are not answered yet. */
    void fail(Supplier<RegistryException> why) {
        for (Pending pending : commands) {
            pending.fail(why.get());
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}

package io.maregistry.server.watch;

import io.maregistry.model.Instance;
import io.maregistry.server.state.Change;

/**
 * A change as all subscriptions share it.
 *
 * @param bytes about what it takes on the wire, for the bounds of queues
 */
public record RecordedChange(Change change, int bytes) {

    private static final long FRAME_BYTES = 200;
    private static final int INSTANCE_BYTES = 250;

    static RecordedChange of(Change change) {
        long bytes = FRAME_BYTES + change.service().key().length();
        for (Instance instance : change.instances()) {
            bytes += bytesOf(instance);
        }
        return new RecordedChange(change, (int) Math.min(bytes, Integer.MAX_VALUE));
    }

    private static long bytesOf(Instance instance) {
        long[] bytes = {
            INSTANCE_BYTES
                    + instance.id().host().length()
                    + instance.id().context().length()
        };
        instance.content().parameters().forEach((key, value) -> bytes[0] += key.length() + value.length() + 6);
        return bytes[0];
    }
}

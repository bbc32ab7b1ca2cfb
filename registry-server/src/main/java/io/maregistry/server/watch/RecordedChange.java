package io.maregistry.server.watch;

import io.maregistry.model.Instance;
import io.maregistry.server.state.Change;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change as all subscriptions share it, with what a transport has made of it for the first of them. Any thread.
 */
public final class RecordedChange {

    private static final long FRAME_BYTES = 200;
    private static final int INSTANCE_BYTES = 250;

    private final Change change;
    private final int bytes;
    private volatile @Nullable Object form; // racing writers each store an equal one

    private RecordedChange(Change change, int bytes) {
        this.change = change;
        this.bytes = bytes;
    }

    static RecordedChange of(Change change) {
        long bytes = FRAME_BYTES + change.service().key().length();
        for (Instance instance : change.instances()) {
            bytes += bytesOf(instance);
        }
        return new RecordedChange(change, (int) Math.min(bytes, Integer.MAX_VALUE));
    }

    public Change change() {
        return change;
    }

    /** About what it takes on the wire, for the bounds of queues. */
    public int bytes() {
        return bytes;
    }

    /** What {@code make} gave at an earlier call with the same type, else what it gives now; racing callers may each make it. */
    public <T> T form(Class<T> type, Supplier<T> make) {
        Object known = form;
        if (type.isInstance(known)) {
            return type.cast(known);
        }
        T made = make.get();
        form = made;
        return made;
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

    @Override
    public String toString() {
        return change.toString();
    }
}

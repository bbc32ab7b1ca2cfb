package io.maregistry.server.watch;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.ServiceChange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A change as all subscriptions share it, with what a transport has made of it for the first of them. Any thread.
 */
public final class RecordedChange implements RingEntry {

    private static final long FRAME_BYTES = 200;
    private static final int INSTANCE_BYTES = 250;

    private final Change change;
    private final Subject subject;
    private final int bytes;
    private volatile @Nullable Made made; // racing writers may lose one, which is then made again

    private RecordedChange(Change change, Subject subject, long bytes) {
        this.change = change;
        this.subject = subject;
        this.bytes = (int) Math.min(FRAME_BYTES + bytes, Integer.MAX_VALUE);
    }

    /** Of that change of a service, whose size is estimated. */
    public static RecordedChange of(ServiceChange change) {
        long bytes = change.service().key().length();
        for (Instance instance : change.instances()) {
            bytes += bytesOf(instance);
        }
        return new RecordedChange(change, new Subject.OfService(change.service()), bytes);
    }

    /** Of that change of a configuration item. */
    static RecordedChange of(ConfigName config, ItemChange change) {
        Item value = change.value();
        return new RecordedChange(change, new Subject.OfConfig(config), value == null ? 0 : value.bytes());
    }

    public Change change() {
        return change;
    }

    @Override
    public Subject subject() {
        return subject;
    }

    @Override
    public long revision() {
        return change.revision();
    }

    /** About what it takes on the wire, for the bounds of queues. */
    @Override
    public int bytes() {
        return bytes;
    }

    /** What one transport made of the change, before what others made of it. */
    private record Made(Object form, @Nullable Made others) {}

    /** What {@code make} gave at an earlier call with the same type, else what it gives now; racing callers may each make it. */
    public <T> T form(Class<T> type, Supplier<T> make) {
        Made known = made;
        for (Made one = known; one != null; one = one.others()) {
            if (type.isInstance(one.form())) {
                return type.cast(one.form());
            }
        }
        T form = make.get();
        made = new Made(form, known);
        return form;
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

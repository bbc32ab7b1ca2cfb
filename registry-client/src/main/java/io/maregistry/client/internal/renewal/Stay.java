package io.maregistry.client.internal.renewal;

import io.maregistry.proto.v1.DrainItem;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.UnregisterItem;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One instance that this process wants to be listed. What changes is guarded by the lock of {@link Renewals}. */
public final class Stay {

    private static final int BYTES_OF_A_HANDLE = 10;
    private static final int BYTES_AROUND_A_NAME = 6; // its tag and its length

    private final RegisterItem item;
    private final RenewItem name;
    private final Telling telling;

    long handle; // 0 = it is renewed by its name
    String clusterId = ""; // that the handle belongs to
    long everyNanos; // 0 = it needs no renewals
    long dueNanos;
    boolean isQueued; // one place of the queue counts: that of dueNanos
    boolean isOver; // nobody wants it any more, or the registry refused it
    boolean isReturning; // it is registered again: that is under way, or comes next
    boolean isDrained; // its calls were taken off it on purpose
    boolean isTakenOff; // an unregistration of it was sent
    int failures; // of registering it again, since it was known last

    @Nullable
    CompletableFuture<Void> again; // done when the registration that is under way has ended

    Stay(RegisterItem item, RenewItem name, Telling telling) {
        this.item = item;
        this.name = name;
        this.telling = telling;
    }

    RegisterItem item() {
        return item;
    }

    RenewItem name() {
        return name;
    }

    Telling telling() {
        return telling;
    }

    /** How much of a message its renewal takes at most. */
    int renewalBytes() {
        return handle == 0 ? name.getSerializedSize() + BYTES_AROUND_A_NAME : BYTES_OF_A_HANDLE;
    }

    /** Whether the other one was registered behind this one, as far as both say. */
    boolean isBefore(Stay other) {
        return item.getInstance().hasGeneration()
                && other.item.getInstance().hasGeneration()
                && item.getInstance().getGeneration() < other.item.getInstance().getGeneration();
    }

    DrainItem drain() {
        DrainItem.Builder leaving =
                DrainItem.newBuilder().setService(name.getService()).setId(name.getId());
        if (item.getInstance().hasGeneration()) {
            leaving.setGeneration(item.getInstance().getGeneration());
        }
        return leaving.build();
    }

    UnregisterItem unregistration() {
        UnregisterItem.Builder gone =
                UnregisterItem.newBuilder().setService(name.getService()).setId(name.getId());
        if (item.getInstance().hasGeneration()) {
            gone.setGeneration(item.getInstance().getGeneration());
        }
        return gone.build();
    }
}

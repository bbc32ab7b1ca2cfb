package io.maregistry.client.internal.renewal;

import io.maregistry.client.spi.RegistrationListener;
import io.maregistry.proto.v1.RegisterItem;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.proto.v1.UnregisterItem;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One instance that this process wants to be listed. What changes is guarded by the lock of {@link Renewals}. */
public final class Stay {

    private final RegisterItem item;
    private final RenewItem name;
    private final RegistrationListener listener;

    long handle; // 0 = it is renewed by its name
    String clusterId = ""; // that the handle belongs to
    long everyNanos; // 0 = it needs no renewals
    long dueNanos;
    boolean isQueued; // one place of the queue counts: that of dueNanos
    boolean isOver; // nobody wants it any more, or the registry refused it
    int failures; // of registering it again, since it was known last

    @Nullable
    CompletableFuture<Void> again; // a registration under way

    Stay(RegisterItem item, RenewItem name, RegistrationListener listener) {
        this.item = item;
        this.name = name;
        this.listener = listener;
    }

    RegisterItem item() {
        return item;
    }

    RenewItem name() {
        return name;
    }

    RegistrationListener listener() {
        return listener;
    }

    /** Done when no registration of it is under way any more. */
    CompletableFuture<Void> ended() {
        return again == null ? CompletableFuture.completedFuture(null) : again;
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

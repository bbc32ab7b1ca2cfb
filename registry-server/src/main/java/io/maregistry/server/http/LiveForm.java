package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import io.maregistry.wire.InstanceWriter;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Writes instances with what their renewals left, as it stands at that moment. Any thread. */
final class LiveForm {

    private final LongSupplier wallMillis;

    LiveForm(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** Writes one that {@code root} lists. */
    void write(JsonGenerator out, Root root, Listed listed) throws IOException {
        Instance instance = listed.instance();
        LiveNumbers numbers = root.live(listed);
        long defaultTtl = root.settings().defaultTtlMillis();
        long silentMillis = root.scalars().clockMillis() - numbers.lastSeenMillis();
        long remaining = Math.max(0, ttl(instance, defaultTtl) - silentMillis);
        boolean expires = instance.content().lease().ephemeral();
        InstanceWriter.nativeForm(
                out,
                instance,
                defaultTtl,
                new InstanceWriter.Live(
                        Math.max(numbers.renewedAtMillis(), wallMillis.getAsLong() - silentMillis),
                        numbers.renewals(),
                        expires ? remaining : InstanceWriter.Live.NEVER));
    }

    private static long ttl(Instance instance, long defaultTtlMillis) {
        long own = instance.content().lease().ttlMillis();
        return own == Lease.UNSET ? defaultTtlMillis : own;
    }
}

package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Instance;
import io.maregistry.model.Lease;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceWriter;
import java.io.IOException;
import java.util.function.LongSupplier;

/** Writes instances with what their renewals left, as it stands at that moment. Any thread. */
final class LiveForm {

    private final LongSupplier wallMillis;

    LiveForm(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** Writes one that {@code root} lists; {@code settings} are those that its service has there. */
    void write(JsonGenerator out, Root root, Settings settings, Listed listed) throws IOException {
        Instance instance = listed.instance();
        LiveNumbers numbers = root.live(listed);
        long silentMillis = root.scalars().clockMillis() - numbers.lastSeenMillis();
        Lease lease = instance.content().lease();
        long remaining = Math.max(0, settings.ttlMillis(lease) - silentMillis);
        InstanceWriter.nativeForm(
                out,
                instance,
                settings.defaultTtlMillis(),
                new InstanceWriter.Live(
                        Math.max(numbers.renewedAtMillis(), wallMillis.getAsLong() - silentMillis),
                        numbers.renewals(),
                        lease.ephemeral() ? remaining : InstanceWriter.Live.NEVER,
                        numbers.metrics()));
    }
}

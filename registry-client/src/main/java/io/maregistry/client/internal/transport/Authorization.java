package io.maregistry.client.internal.transport;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.util.concurrent.Executor;

/** Says who calls. Immutable. */
final class Authorization extends CallCredentials {

    private final Metadata.Key<String> key;
    private final String value;

    Authorization(Metadata.Key<String> key, String value) {
        this.key = key;
        this.value = value;
    }

    @Override
    public void applyRequestMetadata(RequestInfo request, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        headers.put(key, value);
        applier.apply(headers);
    }
}

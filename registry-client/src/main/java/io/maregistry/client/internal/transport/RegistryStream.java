package io.maregistry.client.internal.transport;

import io.grpc.MethodDescriptor;
import io.maregistry.proto.v1.KeepAliveReply;
import io.maregistry.proto.v1.KeepAliveRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchRequest;

/** A method whose both halves are streams. Immutable. */
public final class RegistryStream<Q, R> {

    public static final RegistryStream<KeepAliveRequest, KeepAliveReply> KEEP_ALIVE =
            new RegistryStream<>(RegistryGrpc.getKeepAliveMethod());

    public static final RegistryStream<WatchRequest, WatchEvent> WATCH =
            new RegistryStream<>(RegistryGrpc.getWatchMethod());

    private final MethodDescriptor<Q, R> method;

    private RegistryStream(MethodDescriptor<Q, R> method) {
        this.method = method;
    }

    MethodDescriptor<Q, R> method() {
        return method;
    }
}

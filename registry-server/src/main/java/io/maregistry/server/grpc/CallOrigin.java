package io.maregistry.server.grpc;

import io.grpc.Context;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;

/** Where a call comes from, known while it begins. Any thread. */
final class CallOrigin {

    private static final Context.Key<String> ADDRESS = Context.keyWithDefault("maregistry.origin", "");

    private CallOrigin() {}

    /** What {@code start} gives, which may ask {@link #ofThisCall}. */
    static <T> T whileBeginning(ServerCall<?, ?> call, Supplier<T> start) {
        Context knowing = Context.current().withValue(ADDRESS, addressOf(call));
        Context before = knowing.attach();
        try {
            return start.get();
        } finally {
            knowing.detach(before);
        }
    }

    private static String addressOf(ServerCall<?, ?> call) {
        SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
        return remote instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : String.valueOf(remote);
    }

    /** {@code host:port} that the call which begins here comes from; empty where that is not known. */
    static String ofThisCall() {
        return ADDRESS.get();
    }
}

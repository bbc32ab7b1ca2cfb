package io.maregistry.server.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ends a call together with what is queued for its client, who takes nothing of it: an ordinary end would wait behind that. A
 * server of grpc-java does so by itself only where the client's deadline is over, which it hears of by the call's context;
 * so each call's context descends from one that we may end in that way. Any thread.
 */
final class CutOff extends ServerStreamTracer.Factory {

    private static final Context.Key<Context.CancellableContext> CONTEXT = Context.key("maregistry.cut-off");

    @Override
    public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
        return new Tracer();
    }

    private static final class Tracer extends ServerStreamTracer {
        @Override
        public Context filterContext(Context context) {
            Context.CancellableContext ending = context.withCancellation();
            return ending.withValue(CONTEXT, ending);
        }
    }

    /** What cuts off the call that the caller of this method serves. */
    static Runnable ofThisCall() {
        Context.@Nullable CancellableContext ending = CONTEXT.get();
        return () -> {
            if (ending != null) {
                ending.cancel(new TimeoutException("the client does not read"));
            }
        };
    }
}

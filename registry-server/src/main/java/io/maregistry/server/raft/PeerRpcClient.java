package io.maregistry.server.raft;

import com.alipay.remoting.Connection;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.InvokeCallback;
import com.alipay.sofa.jraft.rpc.InvokeContext;
import com.alipay.sofa.jraft.rpc.impl.BoltRpcClient;
import com.alipay.sofa.jraft.util.Endpoint;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The engine's client, which forgets connections that bolt would keep and never use again.
 *
 * <p>Bolt keeps one pool of connections a peer and dials only where there is no pool. A connection that closes while its
 * pool is still being made, as happens when a starting peer turns it away, stays in the pool: bolt never chooses it, never
 * dials that peer again, and forgets the pool only ten minutes later. So a pool without a living connection is dropped
 * here: at once where a dead one is in it, and where it is empty when it has been so for longer than it takes to dial.
 * Any thread.
 */
final class PeerRpcClient extends BoltRpcClient {

    private static final long DIAL_NANOS = Duration.ofSeconds(5).toNanos();

    private final LongSupplier nanoTime;

    /** By pool key: since when a pool has been seen empty, in nanoseconds of {@link #nanoTime}. */
    private final Map<String, Long> emptySince = new ConcurrentHashMap<>();

    PeerRpcClient(com.alipay.remoting.rpc.RpcClient bolt, LongSupplier nanoTime) {
        super(bolt);
        this.nanoTime = nanoTime;
    }

    @Override
    public boolean checkConnection(Endpoint endpoint) {
        dropDeadPool(endpoint);
        return super.checkConnection(endpoint);
    }

    @Override
    public boolean checkConnection(Endpoint endpoint, boolean createIfAbsent) {
        dropDeadPool(endpoint);
        return super.checkConnection(endpoint, createIfAbsent);
    }

    @Override
    public Object invokeSync(Endpoint endpoint, Object request, @Nullable InvokeContext context, long timeoutMillis)
            throws InterruptedException, RemotingException {
        dropDeadPool(endpoint);
        return super.invokeSync(endpoint, request, context, timeoutMillis);
    }

    @Override
    public void invokeAsync(
            Endpoint endpoint,
            Object request,
            @Nullable InvokeContext context,
            InvokeCallback callback,
            long timeoutMillis)
            throws InterruptedException, RemotingException {
        dropDeadPool(endpoint);
        super.invokeAsync(endpoint, request, context, callback, timeoutMillis);
    }

    private void dropDeadPool(Endpoint endpoint) {
        String key = endpoint.toString();
        if (hasLiving(key)) {
            emptySince.remove(key);
        } else {
            dropDeadPool(key);
        }
    }

    private boolean hasLiving(String key) {
        return getRpcClient().getConnectionManager().get(key) != null;
    }

    /** One thread at a time, so that none drops the pool that another one has just made. */
    private synchronized void dropDeadPool(String key) {
        List<Connection> pooled = getRpcClient().getAllManagedConnections().get(key);
        if (pooled == null || pooled.stream().anyMatch(Connection::isFine)) {
            emptySince.remove(key);
        } else if (!pooled.isEmpty() || isOverdue(key)) {
            emptySince.remove(key);
            getRpcClient().getConnectionManager().remove(key);
        }
    }

    /** Whether a pool that is empty now has been so for too long for somebody to be still dialling. */
    private boolean isOverdue(String key) {
        long now = nanoTime.getAsLong();
        Long since = emptySince.putIfAbsent(key, now);
        return since != null && now - since > DIAL_NANOS;
    }
}

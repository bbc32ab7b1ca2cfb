package io.maregistry.server;

import io.maregistry.server.raft.DataDirectory;
import io.maregistry.server.raft.NodePort;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the cluster's id where it must outlive the process, and tells it to the node port, as soon as the state has it.
 * A state of another cluster than the directory's is told to {@code onForeign}: such a node must not go on.
 *
 * <p>Hears on the applying thread; writes on its own.
 */
final class ClusterIdentity implements Replica.Listener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterIdentity.class);
    private static final int PATIENCE_SECONDS = 2;

    private final DataDirectory directory;
    private final NodePort port;
    private final Consumer<Throwable> onForeign;
    private final ExecutorService writing;
    private boolean isKnown; // of the applying thread

    ClusterIdentity(DataDirectory directory, NodePort port, Consumer<Throwable> onForeign) {
        this.directory = directory;
        this.port = port;
        this.onForeign = onForeign;
        this.writing = new ThreadPoolExecutor(
                0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), ClusterIdentity::thread, (task, pool) -> {
                    // only after close: the next start learns the id from the log again
                });
    }

    @Override
    public void applied(Root root, List<Change> changes, boolean restored) {
        String clusterId = root.scalars().clusterId();
        if (!clusterId.isEmpty() && (!isKnown || restored)) {
            isKnown = true;
            writing.execute(() -> keep(clusterId));
        }
    }

    private void keep(String clusterId) {
        try {
            directory.storeClusterId(clusterId);
            port.identify(directory.peer(), directory.nodeId(), clusterId);
        } catch (RuntimeException foreign) { // the edge of the thread: the server decides what it means
            onForeign.accept(foreign);
        }
    }

    /** Returns when nothing is written any more, or after {@value #PATIENCE_SECONDS} s on a disk that hangs. */
    @Override
    public void close() {
        writing.shutdown();
        try {
            if (!writing.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the cluster's id is still being written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cluster-identity");
        thread.setDaemon(true);
        return thread;
    }
}

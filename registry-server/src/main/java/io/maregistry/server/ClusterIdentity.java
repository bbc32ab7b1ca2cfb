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

/**
 * Keeps the cluster's id where it must outlive the process, and tells it to the node port, as soon as the state has it.
 * A state of another cluster than the directory's is told to {@code onForeign}: such a node must not go on.
 *
 * <p>Hears on the applying thread; writes on its own.
 */
final class ClusterIdentity implements Replica.Listener, AutoCloseable {

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

    @Override
    public void close() {
        writing.shutdown();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "cluster-identity");
        thread.setDaemon(true);
        return thread;
    }
}

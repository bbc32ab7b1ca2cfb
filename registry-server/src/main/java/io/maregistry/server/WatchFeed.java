package io.maregistry.server;

import io.maregistry.server.replication.Differing;
import io.maregistry.server.replication.Replica;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Root;
import io.maregistry.server.watch.Scope;
import io.maregistry.server.watch.Watches;
import java.util.List;

/** Hands what is applied to the watches, which know nothing of replication. */
record WatchFeed(Watches watches) implements Replica.Listener {

    @Override
    public void applied(Root root, List<Change> changes, boolean restored) {
        watches.applied(root, changes, restored);
    }

    @Override
    public void replaced(Root root, Differing differing) {
        watches.replaced(root, Scope.subjects(differing.services(), differing.configs()));
    }
}

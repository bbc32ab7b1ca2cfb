package io.maregistry.server.store.jdbc;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.snapshot.StoredItems;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.LiveNumbers;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the tables equal to a root, or some services and the items of them, by writing what differs. An instance keeps its row as long as
 * it keeps its handle; handles ascend in each list, so two lists are compared in one walk.
 *
 * <p>One thread, one transaction.
 */
final class Changeover implements AutoCloseable {

    private final Session session;
    private final Mirror stored;
    private final Root root;
    private final ServiceTable services;
    private final InstanceTable instances;

    Changeover(Session session, Mirror stored, Root root) throws SQLException {
        this.session = session;
        this.stored = stored;
        this.root = root;
        this.services = new ServiceTable(session);
        this.instances = new InstanceTable(session);
    }

    /** Every service, and the items. */
    void everything() throws SQLException {
        items();
        for (ServiceView now : root.services()) {
            ServiceView before = stored.service(now.name());
            counters(before, now);
            walk(now.name(), before, now);
        }
        for (ServiceName name : stored.names()) {
            ServiceView before = stored.service(name);
            if (before != null && root.service(name) == null) {
                walk(name, before, null);
                services.delete(name);
            }
        }
    }

    /** The items. */
    void items() throws SQLException {
        StoredItems now = StoredItems.of(root);
        StoredItems.Changes changes = stored.changesTo(now);
        if (!changes.isEmpty()) {
            ItemTable.write(session, changes, now.size());
        }
    }

    /** Some instances of one service, and its counters. */
    void some(ServiceName name, Set<InstanceId> ids) throws SQLException {
        ServiceView before = stored.service(name);
        ServiceView now = root.service(name);
        if (now != null) {
            counters(before, now);
        } else if (before != null) {
            services.delete(name);
        }
        for (InstanceId id : ids) {
            one(name, before == null ? null : before.find(id), now == null ? null : now.find(id));
        }
    }

    /** Sends what is left, and tells how many rows there are then. */
    RegistryRow.Size end() throws SQLException {
        instances.end();
        services.end();
        RegistryRow.Size before = stored.row().size();
        return new RegistryRow.Size(before.services() + services.more(), before.instances() + instances.more());
    }

    private void counters(@Nullable ServiceView before, ServiceView now) throws SQLException {
        if (before == null) {
            services.insert(now);
        } else if (before.revision() != now.revision()
                || before.version() != now.version()
                || before.size() != now.size()) {
            services.update(now);
        }
    }

    private void walk(ServiceName name, @Nullable ServiceView before, @Nullable ServiceView now) throws SQLException {
        Iterator<Listed> rows = before == null
                ? Set.<Listed>of().iterator()
                : before.instances().iterator();
        Listed row = nextOf(rows);
        for (Listed listed : now == null ? Set.<Listed>of() : now.instances()) {
            while (row != null && row.handle() < listed.handle()) {
                instances.delete(row);
                row = nextOf(rows);
            }
            if (row != null && row.handle() == listed.handle()) {
                same(name, row, listed);
                row = nextOf(rows);
            } else {
                instances.insert(name, listed, root.live(listed));
            }
        }
        for (; row != null; row = nextOf(rows)) {
            instances.delete(row);
        }
    }

    private void one(ServiceName name, @Nullable Listed row, @Nullable Listed listed) throws SQLException {
        if (row != null && listed != null && row.handle() == listed.handle()) {
            same(name, row, listed);
            return;
        }
        if (row != null) {
            instances.delete(row);
        }
        if (listed != null) {
            instances.insert(name, listed, root.live(listed));
        }
    }

    /** The row of an instance that is listed under the same handle: nothing of it but renewals changes without a revision. */
    private void same(ServiceName name, Listed row, Listed listed) throws SQLException {
        LiveNumbers numbers = root.live(listed);
        if (row.instance().revision() != listed.instance().revision()) {
            instances.update(listed, numbers);
        } else if (!numbers.equals(stored.numbers(name, row))) {
            instances.renew(listed, numbers);
        }
    }

    private static @Nullable Listed nextOf(Iterator<Listed> rows) {
        return rows.hasNext() ? rows.next() : null;
    }

    @Override
    public void close() throws SQLException {
        services.close();
        instances.close();
    }
}

package io.maregistry.server.store.jdbc;

import io.maregistry.server.snapshot.StoredItem;
import io.maregistry.server.snapshot.StoredItems;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * The rows of {@code maregistry_item}, and the one of {@code maregistry_item_count}, which says how many there are. The
 * column {@code revision} is for those who read by SQL. One thread, one transaction.
 */
final class ItemTable {

    private static final int SENT_CHARS = 1 << 20;
    private static final int FETCHED_ROWS = 16; // a configuration item may have 256 KiB

    private static final String SELECT = "SELECT kind, item_key, item_number, content FROM maregistry_item"
            + " ORDER BY kind, item_key, item_number";
    private static final String OF_PLACE = " WHERE kind = ? AND item_key = ? AND item_number = ?";

    private ItemTable() {}

    /** Writes what changed; {@code items} is how many rows there are then. */
    static void write(Session session, StoredItems.Changes changes, int items) throws SQLException {
        delete(session, changes.removed());
        put(session, "UPDATE maregistry_item SET revision = ?, content = ?" + OF_PLACE, changes.changed());
        put(
                session,
                "INSERT INTO maregistry_item (revision, content, kind, item_key, item_number) VALUES (?, ?, ?, ?, ?)",
                changes.added());
        if (changes.added().size() != changes.removed().size()) {
            count(session, items);
        }
    }

    private static void delete(Session session, List<StoredItem.Place> places) throws SQLException {
        if (places.isEmpty()) {
            return;
        }
        try (Batch deletes = session.batch("DELETE FROM maregistry_item" + OF_PLACE)) {
            for (StoredItem.Place place : places) {
                deletes.add(row -> place(row, 1, place));
            }
            deletes.end();
        }
    }

    private static void put(Session session, String sql, List<StoredItem> items) throws SQLException {
        if (items.isEmpty()) {
            return;
        }
        try (Batch puts = session.batch(sql)) {
            int chars = 0;
            for (StoredItem item : items) {
                String content = item.content();
                puts.add(row -> {
                    row.setLong(1, item.revision());
                    row.setString(2, content);
                    place(row, 3, item.place());
                });
                chars += content.length();
                if (chars >= SENT_CHARS) { // a thousand long ones would be too much at once
                    puts.end();
                    chars = 0;
                }
            }
            puts.end();
        }
    }

    private static void place(PreparedStatement row, int from, StoredItem.Place place) throws SQLException {
        row.setString(from, place.kind().text());
        row.setString(from + 1, place.key());
        row.setLong(from + 2, place.number());
    }

    private static void count(Session session, int items) throws SQLException {
        session.execute("UPDATE maregistry_item_count SET items = " + items);
    }

    /**
     * Hands over the content of every row, one by one, the versions of an item oldest first.
     *
     * @throws IllegalArgumentException there are not as many as were written, or one is of no kind
     */
    static void read(Session session, BiConsumer<StoredItem.Place, String> reader) throws SQLException {
        int rows = 0;
        try (PreparedStatement select = session.prepare(SELECT, FETCHED_ROWS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                session.checkTime();
                StoredItem.Kind kind = StoredItem.Kind.of(row.getString(1));
                reader.accept(new StoredItem.Place(kind, row.getString(2), row.getLong(3)), row.getString(4));
                rows++;
            }
        }
        int counted = counted(session);
        if (counted != rows) {
            throw new IllegalArgumentException("there are " + rows + " items in the place of " + counted);
        }
    }

    private static int counted(Session session) throws SQLException {
        try (PreparedStatement select = session.prepare("SELECT items FROM maregistry_item_count");
                ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                throw new IllegalArgumentException("maregistry_item_count has no row");
            }
            return row.getInt(1);
        }
    }

    static void clear(Session session) throws SQLException {
        session.execute("DELETE FROM maregistry_item");
        session.execute(Schema.ITEM_COUNT_ROW);
        count(session, 0);
    }
}

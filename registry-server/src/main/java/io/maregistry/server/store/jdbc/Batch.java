package io.maregistry.server.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One statement for many rows, sent in parts of {@value #ROWS}. One thread. */
final class Batch implements AutoCloseable {

    private static final int ROWS = 1_000;

    private final Session session;
    private final PreparedStatement statement;
    private int waiting;
    private int rows;

    Batch(Session session, PreparedStatement statement) {
        this.session = session;
        this.statement = statement;
    }

    /** Sets the parameters of one row. */
    @FunctionalInterface
    interface Row {
        void set(PreparedStatement statement) throws SQLException;
    }

    void add(Row row) throws SQLException {
        row.set(statement);
        statement.addBatch();
        rows++;
        if (++waiting == ROWS) {
            send();
        }
    }

    /** Sends what is left. */
    void end() throws SQLException {
        if (waiting > 0) {
            send();
        }
    }

    /** How many rows there were. */
    int rows() {
        return rows;
    }

    private void send() throws SQLException {
        session.checkTime();
        statement.executeBatch();
        waiting = 0;
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }
}

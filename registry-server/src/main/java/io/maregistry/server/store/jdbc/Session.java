package io.maregistry.server.store.jdbc;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One transaction on one connection, whose statements have an end. One thread. */
final class Session {

    private static final int FETCHED_ROWS = 1_000;

    private final Connection connection;
    private final Dialect dialect;
    private final Waits waits;
    private final long startNanos = System.nanoTime();

    Session(Connection connection, Dialect dialect, Waits waits) {
        this.connection = connection;
        this.dialect = dialect;
        this.waits = waits;
    }

    /** A statement with parameters; results come in parts of {@value #FETCHED_ROWS} rows. */
    PreparedStatement prepare(String sql) throws SQLException {
        return prepare(sql, FETCHED_ROWS);
    }

    /** A statement with parameters whose results come in parts of so many rows, which the driver holds at once. */
    PreparedStatement prepare(String sql, int fetchedRows) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(seconds());
        statement.setFetchSize(fetchedRows);
        return statement;
    }

    /** A statement to be run for many rows. */
    Batch batch(String sql) throws SQLException {
        return new Batch(this, prepare(sql));
    }

    Dialect dialect() {
        return dialect;
    }

    /** A column of numbers as a parameter. */
    Array array(List<? extends @Nullable Long> values) throws SQLException {
        return connection.createArrayOf("BIGINT", values.toArray(new Long[0]));
    }

    /** A column of texts as a parameter. */
    Array texts(List<@Nullable String> values) throws SQLException {
        return connection.createArrayOf("VARCHAR", values.toArray(new String[0]));
    }

    /** Runs a statement without parameters. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(seconds());
            statement.execute(sql);
        }
    }

    /** Runs a query for what it does, and tells how many rows it gave. */
    int rows(String sql) throws SQLException {
        try (PreparedStatement query = prepare(sql);
                ResultSet row = query.executeQuery()) {
            int rows = 0;
            while (row.next()) {
                rows++;
            }
            return rows;
        }
    }

    /** Looks whether the transaction may go on. */
    void checkTime() throws SQLException {
        if (System.nanoTime() - startNanos > waits.whole().toNanos()) {
            throw new SQLTimeoutException("not done within " + waits.whole().toSeconds() + " s");
        }
    }

    /** Gives up what was done so far and begins anew, behind a statement that failed. */
    void rollback() throws SQLException {
        connection.rollback();
    }

    void commit() throws SQLException {
        connection.commit();
    }

    private int seconds() {
        return (int) waits.answer().toSeconds();
    }
}

package io.maregistry.server.store.jdbc;

import io.maregistry.server.store.StoreException;
import io.maregistry.server.store.StoreException.Kind;
import java.sql.BatchUpdateException;
import java.sql.SQLException;

/** What a failure of a database means, by its SQLSTATE (ISO 9075; PostgreSQL's appendix A; H2's ErrorCode). */
final class Failures {

    private Failures() {}

    /** The failure as a caller may understand it; drivers' messages hold no passwords. */
    static StoreException of(SQLException failure) {
        SQLException telling = telling(failure);
        String state = stateOf(telling);
        String message = "store=jdbc: " + String.valueOf(telling.getMessage()).strip()
                + (state.isEmpty() ? "" : " (SQLSTATE " + state + ')');
        return new StoreException(kindOf(state), message, failure);
    }

    /** Whether it says that a table is not there. */
    static boolean isTableMissing(SQLException failure) {
        String state = stateOf(failure);
        return state.equals("42P01") || state.equals("42S02") || state.equals("42S03") || state.equals("42S04");
    }

    /** Whether it says that something is there already which was to be made only where it is not: it came meanwhile. */
    static boolean isMadeByAnother(SQLException failure) {
        String state = stateOf(failure);
        return state.equals("23505") || state.equals("42P07") || state.equals("42710") || state.equals("42S01");
    }

    /** Whether it says that somebody else held a lock for longer than we wait. */
    static boolean isLockedOut(SQLException failure) {
        return stateOf(telling(failure)).equals("55P03");
    }

    /** The pool says only that there was no connection, a batch shows a row's values; why it failed is behind them. */
    private static SQLException telling(SQLException failure) {
        if (failure instanceof BatchUpdateException && failure.getNextException() != null) {
            return failure.getNextException();
        }
        SQLException telling = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException deeper && deeper.getSQLState() != null) {
                telling = deeper;
            }
        }
        return telling;
    }

    private static Kind kindOf(String state) {
        boolean isRefused = state.startsWith("28") // who we are
                || state.equals("08004") // PostgreSQL: no password where one is wanted
                || state.startsWith("3D") // no such database
                || state.startsWith("3F") // no such schema
                || state.startsWith("0A") // not supported
                || state.startsWith("42") // rights, or tables of somebody else
                || state.equals("90013") // H2: no such database
                || state.equals("90146"); // H2: the same
        return isRefused ? Kind.REFUSED : Kind.UNREACHABLE;
    }

    private static String stateOf(SQLException failure) {
        String state = failure.getSQLState();
        return state == null ? "" : state;
    }
}

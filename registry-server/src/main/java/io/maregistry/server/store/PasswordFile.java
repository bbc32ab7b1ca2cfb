package io.maregistry.server.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file whose first line is a password, so that no setting, process list or log holds one. Blocks on the disk. */
public final class PasswordFile {

    private PasswordFile() {}

    /**
     * The first line of the file, which is read anew each time, so that a password may be changed while the store is open.
     *
     * @param name as the setting has it, seen from {@code dataDir}; empty where there is no password
     * @return empty where there is none
     * @throws StoreException {@code REFUSED} where the file cannot be read; the message holds nothing of what is in it
     */
    public static String firstLine(String name, Path dataDir) {
        if (name.isEmpty()) {
            return "";
        }
        Path file = dataDir.resolve(name);
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String first = lines.readLine();
            return first == null ? "" : first;
        } catch (IOException unreadable) {
            throw new StoreException(
                    StoreException.Kind.REFUSED,
                    "the password file " + file + " cannot be read: "
                            + unreadable.getClass().getSimpleName(),
                    unreadable);
        }
    }
}

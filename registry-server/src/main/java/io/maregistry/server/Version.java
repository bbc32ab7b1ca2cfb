package io.maregistry.server;

/** Which build this is. */
public final class Version {

    private Version() {}

    /** The version of the jar, {@code development} where the classes lie in a folder. */
    public static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}

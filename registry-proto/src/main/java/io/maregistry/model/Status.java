package io.maregistry.model;

/** The state of an instance; the numbers are RegisterCentre's. */
public enum Status {
    /** Renews and serves. */
    RUNNING("Running", 0),
    /** Renews, and is being replaced by another build. */
    UPDATING("Updating", 1),
    /** Has been silent for longer than its ttl, or was set so. */
    OFFLINE("Offline", 2),
    /** Fails its active check, or was set so. */
    ERROR("Error", 3);

    private final String text;
    private final int number;

    Status(String text, int number) {
        this.text = text;
        this.number = number;
    }

    /** The name in JSON, for example {@code Running}. */
    public String text() {
        return text;
    }

    /** The number in RegisterCentre's JSON and in protobuf. */
    public int number() {
        return number;
    }

    /** The status with that {@link #text()}. */
    public static Status ofText(String text) {
        for (Status status : values()) {
            if (status.text.equals(text)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "status must be Running, Updating, Offline or Error, was " + Names.shown(text));
    }

    /** The status with that {@link #number()}. */
    public static Status ofNumber(int number) {
        for (Status status : values()) {
            if (status.number == number) {
                return status;
            }
        }
        throw new IllegalArgumentException("status must be 0 to 3, was " + number);
    }
}

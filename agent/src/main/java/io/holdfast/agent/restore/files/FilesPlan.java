package io.holdfast.agent.restore.files;

import io.holdfast.postgres.SystemIdentifier;
import io.holdfast.repository.backup.BackupManifest;
import io.holdfast.repository.backup.ExternalFile;
import io.holdfast.repository.backup.read.OpenedBackup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What laying down a backup will do: nothing was written when there is one. */
public final class FilesPlan {
    private final OpenedBackup backup;
    private final Placement placement;
    private final Survey survey;
    private final Leftover leftover;

    private FilesPlan(OpenedBackup backup, Placement placement, Survey survey, Leftover leftover) {
        this.backup = backup;
        this.placement = placement;
        this.survey = survey;
        this.leftover = leftover;
    }

    /**
     * Reads the backup's entries, and looks at what is on the disk: for a delta restore all of it.
     *
     * @throws io.holdfast.error.HoldfastException of category refused if something is in the way,
     *     integrity if the backup cannot make a cluster that starts
     */
    public static FilesPlan of(OpenedBackup backup, Destination destination) {
        BackupManifest manifest = backup.manifest();
        Placement placement = Placement.of(destination, manifest.tablespaces());
        Survey survey = Survey.of(backup.entries(), placement);
        Found found =
                Preflight.check(
                        placement, SystemIdentifier.parse(manifest.server().systemIdentifier()));
        Leftover leftover = Leftover.of(backup, placement, survey, found);
        Preflight.checkRoom(placement, survey.plainBytes() - leftover.reusedBytes());
        return new FilesPlan(backup, placement, survey, leftover);
    }

    OpenedBackup backup() {
        return backup;
    }

    Placement placement() {
        return placement;
    }

    Leftover leftover() {
        return leftover;
    }

    /** What becomes of the files that are there; empty if nothing is. */
    public Optional<DeltaFigures> delta() {
        return leftover.figures();
    }

    public BackupManifest manifest() {
        return backup.manifest();
    }

    public Survey survey() {
        return survey;
    }

    public Path dataDirectory() {
        return placement.data();
    }

    /** What will be written, and what the operator has to look after, one sentence a line. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        BackupManifest manifest = manifest();
        lines.add(
                "write %d files with %d bytes of backup %s to %s"
                        .formatted(
                                survey.files() - leftover.kept().count(),
                                survey.plainBytes() - leftover.kept().bytes(),
                                manifest.id(),
                                placement.data()));
        delta().ifPresent(figures -> lines.addAll(describe(figures)));
        for (Placement.TablespacePlace place : placement.tablespaces()) {
            lines.add(
                    "put tablespace %d of %s at %s"
                            .formatted(place.oid(), place.from(), place.to()));
        }
        for (ExternalFile file : manifest.externalFiles()) {
            lines.add(describe(file));
        }
        missingConfiguration()
                .forEach(name -> lines.add("the backup has no " + name + "; write a plain one"));
        survey.unwritable()
                .forEach(path -> lines.add("leave out " + path + ", which cannot be named here"));
        if (manifest.damage().pageCount() > 0) {
            lines.add(
                    "the backup is degraded: %d pages were damaged when it was made"
                            .formatted(manifest.damage().pageCount()));
        }
        lines.add("unlogged tables will be empty, as after every crash");
        return lines;
    }

    private static List<String> describe(DeltaFigures delta) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "keep %d files with %d bytes that are there already"
                        .formatted(delta.keptFiles(), delta.keptBytes()));
        lines.add(
                "remove %d files with %d bytes that the backup does not have"
                        .formatted(delta.removedFiles(), delta.removedBytes()));
        delta.removed().forEach(path -> lines.add("remove " + path));
        return lines;
    }

    private String describe(ExternalFile file) {
        return file.path() == null
                ? "%s was at %s and is not in the backup".formatted(file.use(), file.location())
                : "lay %s of %s into %s; it is not put to use"
                        .formatted(
                                file.use(),
                                file.location(),
                                placement.destination().externalFiles());
    }

    List<String> missingConfiguration() {
        List<String> missing =
                new ArrayList<>(
                        List.of(Survey.CONFIGURATION, Survey.ACCESS_RULES, Survey.USER_MAPS));
        missing.removeAll(survey.present());
        return missing;
    }
}

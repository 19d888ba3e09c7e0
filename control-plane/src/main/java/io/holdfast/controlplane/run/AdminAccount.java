package io.holdfast.controlplane.run;

import io.holdfast.controlplane.access.Users;
import io.holdfast.controlplane.audit.Act;
import io.holdfast.controlplane.audit.AuditLog;
import io.holdfast.controlplane.audit.Outcome;
import io.holdfast.controlplane.persistence.Database;
import io.holdfast.controlplane.persistence.Sql;
import java.util.Optional;

/** The user by whom a control plane is first entered. */
public final class AdminAccount {
    private final Database database;
    private final Users users;
    private final AuditLog audit;

    AdminAccount(Database database, Users users, AuditLog audit) {
        this.database = database;
        this.users = users;
        this.audit = audit;
    }

    /** What a start is to do about it. */
    public enum Wish {
        /** Make it in a database that has no user. */
        IF_NONE,
        /** Give it a new password, whatever there is. */
        NEW_PASSWORD
    }

    /** The account, if it was given a password now. */
    Optional<Users.Made> ensure(Wish wish) {
        if (wish == Wish.IF_NONE && !users.list(database).isEmpty()) {
            return Optional.empty();
        }
        Users.NewPassword password = users.newPassword();
        return database.inTransaction(sql -> ensure(sql, wish, password));
    }

    private Optional<Users.Made> ensure(Sql sql, Wish wish, Users.NewPassword password) {
        audit.hold(sql);
        Optional<Users.Made> made =
                switch (wish) {
                    case IF_NONE -> users.ensureFirstAdmin(sql, password);
                    case NEW_PASSWORD -> Optional.of(users.restoreFirstAdmin(sql, password));
                };
        made.ifPresent(
                account ->
                        audit.append(
                                sql,
                                new Act(
                                        "control-plane",
                                        "",
                                        "AdminAccount",
                                        "user:" + account.user().name(),
                                        Outcome.DONE,
                                        "",
                                        "")));
        return made;
    }
}

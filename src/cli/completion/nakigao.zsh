#compdef nakigao
# The program decides what fits (-U): `kaori` becomes `character:miyazono_kaori`.
_nakigao() {
    local -a lines shown open_values open_shown values values_shown
    local line value typed=${(Q)PREFIX} all_continue=1
    lines=("${(@f)$(COMPLETE=zsh _CLAP_COMPLETE_INDEX=$((CURRENT - 1)) \
        COMPLETER -- "${(@Q)words[1,CURRENT-1]}" "$QIPREFIX$PREFIX" 2> /dev/null)}")
    for line in $lines; do
        value=${line%%$'\t'*}
        [[ ${(L)value} == ${(bL)typed}* ]] || all_continue=0
        line="${(mr:44:)value}  ${line#*$'\t'}"
        line=${(mr:COLUMNS-1:)line}
        if [[ $value == *[:/=\}] ]]; then
            open_values+=("$value") open_shown+=("$line")
        else
            values+=("$value") values_shown+=("$line")
        fi
    done
    compadd -U -l -V nakigao-open -S '' -d open_shown -- $open_values
    compadd -U -l -V nakigao -d values_shown -- $values
    # What was typed stays until one of several words is chosen, if it is not their beginning.
    if ((!all_continue && $#lines > 1)) && [[ $compstate[insert] == *unambiguous* ]]; then
        compstate[insert]= compstate[list]=list
    fi
}
if [[ $funcstack[1] == _nakigao ]]; then
    _nakigao "$@"
else
    compdef _nakigao nakigao
fi
